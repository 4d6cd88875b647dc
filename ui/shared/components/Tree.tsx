import type { ReactNode } from 'react';
import type { Key } from 'react-aria-components';
import { Tree as AriaTree, Button, Collection, TreeItem, TreeItemContent } from 'react-aria-components';
import { useTranslate } from '../i18n';
import { Icon, type IconName } from './Icon';
import styles from './Tree.module.css';

/** One node of a {@link Tree}. */
export interface TreeNode {
  id: string;
  name: string;
  /** Smaller, below the name. */
  detail?: string;
  icon?: IconName;
  /** At the end of the row: a StatusBadge, a count. */
  end?: ReactNode;
  children?: readonly TreeNode[];
}

/** Props of {@link Tree}. */
export interface TreeProps {
  label: string;
  nodes: readonly TreeNode[];
  selected: string | null;
  onSelect: (id: string) => void;
  expanded: Iterable<string>;
  onExpand: (ids: Set<string>) => void;
  empty?: ReactNode;
}

/** Things within things, one of them chosen. */
export function Tree({ label, nodes, selected, onSelect, expanded, onExpand, empty }: TreeProps) {
  return (
    <AriaTree
      aria-label={label}
      className={styles.tree ?? ''}
      items={nodes}
      selectionMode="single"
      selectionBehavior="replace"
      disallowEmptySelection
      selectedKeys={selected === null ? [] : [selected]}
      onSelectionChange={(keys) => {
        const [first] = keys === 'all' ? [] : [...keys];
        if (first !== undefined) onSelect(String(first));
      }}
      expandedKeys={expanded}
      onExpandedChange={(keys: Set<Key>) => {
        onExpand(new Set([...keys].map(String)));
      }}
      renderEmptyState={() => empty}
    >
      {(node) => <Node node={node} />}
    </AriaTree>
  );
}

function Node({ node }: { node: TreeNode }) {
  const t = useTranslate();
  const children = node.children ?? [];
  return (
    <TreeItem id={node.id} textValue={node.name} className={styles.row ?? ''}>
      <TreeItemContent>
        {({ isExpanded }) => (
          <div className={styles.content}>
            {children.length > 0 ? (
              <Button
                slot="chevron"
                className={styles.chevron ?? ''}
                aria-label={t(isExpanded ? 'tree.collapse' : 'tree.expand', { name: node.name })}
              >
                <Icon name="chevron-right" small />
              </Button>
            ) : (
              <span className={styles.chevron} />
            )}
            {node.icon === undefined ? null : <Icon name={node.icon} />}
            <span className={styles.words}>
              <span>{node.name}</span>
              {node.detail === undefined ? null : <span className={styles.detail}>{node.detail}</span>}
            </span>
            {node.end}
          </div>
        )}
      </TreeItemContent>
      <Collection items={children}>{(child) => <Node node={child} />}</Collection>
    </TreeItem>
  );
}
